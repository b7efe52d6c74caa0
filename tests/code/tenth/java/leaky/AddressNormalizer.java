package com.paketly.address;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Cleans up an address file (one per line) with the help of the normalizer service. */
public class AddressNormalizer {

    private final URI service;

    public AddressNormalizer(URI service) {
        this.service = service;
    }

    String normalize(String raw) throws IOException, InterruptedException {
        HttpClient client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(5))
                .build();
        HttpRequest req = HttpRequest.newBuilder(service.resolve("/normalize"))
                .timeout(Duration.ofSeconds(10))
                .header("Content-Type", "text/plain; charset=utf-8")
                .POST(HttpRequest.BodyPublishers.ofString(raw, StandardCharsets.UTF_8))
                .build();
        HttpResponse<String> rsp = client.send(req, HttpResponse.BodyHandlers.ofString());
        return switch (rsp.statusCode()) {
            case 200 -> rsp.body().strip();
            case 422 -> null;
            default -> throw new IOException("normalizer: " + rsp.statusCode());
        };
    }

    public int run(Reader source, Writer target, Writer rejects) throws IOException, InterruptedException {
        int n = 0;
        try (BufferedReader in = new BufferedReader(source)) {
            String line;
            while ((line = in.readLine()) != null) {
                if (line.isBlank()) {
                    continue;
                }
                String clean = normalize(line);
                if (clean == null) {
                    rejects.write(line + "\n");
                } else {
                    target.write(clean + "\n");
                    n++;
                }
                if (n % 10_000 == 0) {
                    target.flush();
                }
            }
        }
        target.flush();
        rejects.flush();
        return n;
    }
}
