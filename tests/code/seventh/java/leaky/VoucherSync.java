package shop.kaufnett.vouchers;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

public class VoucherSync {
    public record Voucher(String code, long cents, String currency) { }

    private final URI endpoint;
    private final String apiKey;

    public VoucherSync(URI endpoint, String apiKey) {
        this.endpoint = endpoint;
        this.apiKey = apiKey;
    }

    /** Nightly push to the partner; typically 20-30k vouchers. */
    public List<String> pushAll(List<Voucher> vouchers) throws InterruptedException {
        List<String> failed = new ArrayList<>();
        int done = 0;
        for (Voucher v : vouchers) {
            HttpClient client = HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(Duration.ofSeconds(5))
                    .build();
            HttpRequest req = HttpRequest.newBuilder(endpoint.resolve("vouchers/" + v.code()))
                    .timeout(Duration.ofSeconds(20))
                    .header("X-Api-Key", apiKey)
                    .header("Content-Type", "application/json")
                    .PUT(HttpRequest.BodyPublishers.ofString(json(v)))
                    .build();
            try {
                HttpResponse<String> r = client.send(req, HttpResponse.BodyHandlers.ofString());
                if (r.statusCode() / 100 != 2) {
                    System.out.printf("voucher %s: %d %s%n", v.code(), r.statusCode(), r.body());
                    failed.add(v.code());
                }
            } catch (IOException e) {
                System.out.printf("voucher %s: %s%n", v.code(), e.getMessage());
                failed.add(v.code());
            }
            if (++done % 1000 == 0) {
                System.out.println(done + "/" + vouchers.size());
            }
        }
        return failed;
    }

    private static String json(Voucher v) {
        return "{\"code\":\"" + v.code() + "\",\"amount\":" + v.cents()
                + ",\"currency\":\"" + v.currency() + "\"}";
    }
}
