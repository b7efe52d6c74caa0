import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * Fetches departures of the regional bus operators. The client is built once,
 * its connections are reused over all stops.
 */
public final class TimetableClient {

    private static final HttpClient HTTP = HttpClient.newBuilder()
            .connectTimeout(Duration.ofSeconds(4))
            .version(HttpClient.Version.HTTP_1_1)
            .build();

    private final URI base;

    public TimetableClient(URI base) {
        this.base = base;
    }

    public Map<String, String> departures(String stop) throws IOException, InterruptedException {
        HttpRequest rq = HttpRequest.newBuilder(base.resolve("departures?stop=" + stop))
                .timeout(Duration.ofSeconds(8))
                .header("Accept", "text/csv")
                .build();
        HttpResponse<InputStream> rs = HTTP.send(rq, HttpResponse.BodyHandlers.ofInputStream());
        try (InputStream body = rs.body()) {
            if (rs.statusCode() == 404) {
                return Map.of();
            }
            if (rs.statusCode() != 200) {
                throw new IOException("stop " + stop + ": HTTP " + rs.statusCode());
            }
            Map<String, String> m = new LinkedHashMap<>();
            BufferedReader r = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
            for (String l; (l = r.readLine()) != null; ) {
                int c = l.indexOf(';');
                if (c > 0) m.put(l.substring(0, c), l.substring(c + 1));
            }
            return m;
        }
    }

    public CompletableFuture<Integer> disruptionCount() {
        HttpRequest rq = HttpRequest.newBuilder(base.resolve("disruptions"))
                .timeout(Duration.ofSeconds(8))
                .GET()
                .build();
        return HTTP.sendAsync(rq, HttpResponse.BodyHandlers.ofString())
                .thenApply(r -> r.statusCode() == 200 ? (int) r.body().lines().count() : -1)
                .exceptionally(t -> -1);
    }

    public static void main(String[] args) throws Exception {
        TimetableClient c = new TimetableClient(URI.create("https://bus.region.example/v1/"));
        for (String stop : args) {
            c.departures(stop).forEach((t, line) -> System.out.println(stop + " " + t + " " + line));
        }
        System.out.println("disruptions: " + c.disruptionCount().join());
    }
}
