// SPDX-License-Identifier: Apache-2.0
package dev.parley.netty.guard;

import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakDetectorFactory;
import io.netty.util.ResourceLeakTracker;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Makes Netty's leak detectors, and keeps what they report. */
final class LeakRecorder extends ResourceLeakDetectorFactory {
  private final List<Recording<?>> detectors = new CopyOnWriteArrayList<>();
  private final List<String> reports = new CopyOnWriteArrayList<>();

  @Deprecated
  @Override
  public <T> ResourceLeakDetector<T> newResourceLeakDetector(
      Class<T> resource, int samplingInterval, long maxActive) {
    return made(new Recording<>(resource, samplingInterval));
  }

  @Override
  public <T> ResourceLeakDetector<T> newResourceLeakDetector(
      Class<T> resource, int samplingInterval) {
    return made(new Recording<>(resource, samplingInterval));
  }

  private <T> ResourceLeakDetector<T> made(Recording<T> detector) {
    detectors.add(detector);
    return detector;
  }

  /** Has every detector look at what the collector found. */
  void look() {
    detectors.forEach(Recording::look);
  }

  /** What was reported since the last call. */
  List<String> drain() {
    List<String> drained = List.copyOf(reports);
    reports.clear();
    return drained;
  }

  private final class Recording<T> extends ResourceLeakDetector<T> {
    Recording(Class<T> resource, int samplingInterval) {
      super(resource, samplingInterval);
    }

    /** Detectors look only when they begin to track something. */
    @SuppressWarnings("unchecked")
    void look() {
      T anything = (T) new Object();
      ResourceLeakTracker<T> tracker = track(anything);
      if (tracker != null) {
        tracker.close(anything);
      }
    }

    @Override
    protected boolean needReport() {
      return true;
    }

    @Override
    protected void reportTracedLeak(String resource, String records) {
      reports.add(resource + " was not released:" + records);
    }

    @Override
    protected void reportUntracedLeak(String resource) {
      reports.add(resource + " was not released");
    }
  }
}
