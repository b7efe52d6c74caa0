package ledger.export;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;

public class InvoicePusher {

    private final URI endpoint;
    private final String token;

    public InvoicePusher(URI endpoint, String token) {
        this.endpoint = endpoint;
        this.token = token;
    }

    /** Nightly run, 30 to 60 thousand invoices. */
    public int pushAll(List<Invoice> invoices) throws IOException, InterruptedException {
        int ok = 0;
        for (Invoice inv : invoices) {
            HttpClient client = HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(Duration.ofSeconds(5))
                    .build();
            HttpRequest rq = HttpRequest.newBuilder(endpoint.resolve("/v2/invoices/" + inv.number()))
                    .header("Authorization", "Bearer " + token)
                    .header("Content-Type", "application/json")
                    .timeout(Duration.ofSeconds(15))
                    .PUT(HttpRequest.BodyPublishers.ofString(inv.toJson()))
                    .build();
            HttpResponse<String> rsp = client.send(rq, HttpResponse.BodyHandlers.ofString());
            if (rsp.statusCode() / 100 == 2) {
                ok++;
            } else {
                System.err.println(inv.number() + " -> " + rsp.statusCode() + " " + rsp.body());
            }
        }
        return ok;
    }

    public record Invoice(String number, String toJson) { }
}
