package com.swiftbox.sync;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;

public class ParcelStatusSync {

    private final String carrierBase;
    private final ParcelStore store;

    public ParcelStatusSync(String carrierBase, ParcelStore store) {
        this.carrierBase = carrierBase;
        this.store = store;
    }

    // nightly, roughly 40k parcels
    public int run(List<String> trackingNumbers) throws InterruptedException {
        int updated = 0;
        for (String tn : trackingNumbers) {
            HttpRequest rq = HttpRequest.newBuilder(URI.create(carrierBase + "/track/" + tn))
                    .timeout(Duration.ofSeconds(10))
                    .header("Accept", "application/json")
                    .build();
            try {
                HttpClient client = HttpClient.newBuilder()
                        .connectTimeout(Duration.ofSeconds(3))
                        .build();
                HttpResponse<String> rs = client.send(rq, HttpResponse.BodyHandlers.ofString());
                if (rs.statusCode() == 200) {
                    store.updateStatus(tn, rs.body());
                    updated++;
                }
            } catch (IOException e) {
                store.markUnreachable(tn, e.getMessage());
            }
        }
        return updated;
    }
}
