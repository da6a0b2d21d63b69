// SPDX-License-Identifier: Apache-2.0
package dev.parley.client;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;

/**
 * The final response to a request.
 *
 * @param status 200 to 999
 * @param uri what was asked last, after redirects
 * @param fields of the head
 * @param content what the handler made of the content
 * @param version HTTP/1.1, also where the status line says 1.0, for which the JDK has no name
 * @param outcome what became of the request
 */
public record Response<T>(
    int status,
    URI uri,
    HttpHeaders fields,
    T content,
    HttpClient.Version version,
    Outcome outcome) {}
