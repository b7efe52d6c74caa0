package com.portline.notify;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;

public class ShipmentNotifier {
    private static final HttpClient CLIENT = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(2))
            .build();
    private final Semaphore inFlight = new Semaphore(32);

    public List<String> notifyAll(List<Subscriber> subs, String json) throws InterruptedException {
        List<CompletableFuture<Void>> all = new ArrayList<>();
        List<String> failed = java.util.Collections.synchronizedList(new ArrayList<>());
        for (Subscriber sub : subs) {
            HttpRequest rq = HttpRequest.newBuilder(URI.create(sub.callbackUrl()))
                    .timeout(Duration.ofSeconds(8))
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(json))
                    .build();
            inFlight.acquire();
            all.add(CLIENT.sendAsync(rq, HttpResponse.BodyHandlers.discarding())
                    .handle((rs, err) -> {
                        inFlight.release();
                        if (err != null || rs.statusCode() >= 300) {
                            failed.add(sub.name());
                        }
                        return null;
                    }));
        }
        CompletableFuture.allOf(all.toArray(new CompletableFuture[0])).join();
        return failed;
    }
}
