package com.routeplan.geo;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.*;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.*;

public class GeocodeClient {
    // one client for the process: keeps the connections to the provider warm
    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_2)
            .connectTimeout(Duration.ofSeconds(3))
            .build();

    private final String base;

    public GeocodeClient(String base) { this.base = base; }

    public Map<String, String> resolve(Collection<String> addresses) throws InterruptedException {
        Map<String, String> out = new HashMap<>();
        for (String a : addresses) {
            HttpRequest rq = HttpRequest.newBuilder()
                    .uri(URI.create(base + "?q=" + URLEncoder.encode(a, StandardCharsets.UTF_8)))
                    .timeout(Duration.ofSeconds(6))
                    .build();
            try {
                HttpResponse<String> rs = HTTP.send(rq, HttpResponse.BodyHandlers.ofString());
                if (rs.statusCode() == 200) {
                    out.put(a, rs.body());
                } else {
                    System.err.println("geocode " + a + " -> " + rs.statusCode());
                }
            } catch (IOException e) {
                System.err.println("geocode " + a + ": " + e);
            }
        }
        return out;
    }
}
