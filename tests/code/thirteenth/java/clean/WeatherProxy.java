package agrar.weather;

import java.io.IOException;
import java.net.URI;
import java.net.http.*;
import java.nio.file.*;
import java.time.Duration;
import java.util.*;

/** One client for the life of the service: the provider counts connections. */
public final class WeatherProxy {
    private static final HttpClient CLIENT = HttpClient.newBuilder()
            .connectTimeout(Duration.ofSeconds(4))
            .followRedirects(HttpClient.Redirect.NORMAL)
            .build();

    private final URI provider;
    private final Map<String, String> lastGood = Collections.synchronizedMap(new LinkedHashMap<>());

    public WeatherProxy(URI provider) {
        this.provider = provider;
    }

    public String forecast(String fieldId) throws InterruptedException {
        HttpRequest rq = HttpRequest.newBuilder(provider.resolve("/point/" + fieldId))
                .timeout(Duration.ofSeconds(8))
                .header("Accept", "application/json")
                .build();
        try {
            HttpResponse<String> rsp = CLIENT.send(rq, HttpResponse.BodyHandlers.ofString());
            if (rsp.statusCode() == 200) {
                lastGood.put(fieldId, rsp.body());
                return rsp.body();
            }
            System.err.println("provider says " + rsp.statusCode() + " for " + fieldId);
        } catch (HttpTimeoutException e) {
            System.err.println("provider slow for " + fieldId);
        } catch (IOException e) {
            System.err.println("provider: " + e);
        }
        return lastGood.getOrDefault(fieldId, "{}");
    }

    public void radar(Path target) throws IOException, InterruptedException {
        HttpRequest rq = HttpRequest.newBuilder(provider.resolve("/radar/latest.png"))
                .timeout(Duration.ofSeconds(30)).build();
        Path tmp = target.resolveSibling(target.getFileName() + ".new");
        HttpResponse<Path> rsp = CLIENT.send(rq, HttpResponse.BodyHandlers.ofFile(tmp));
        if (rsp.statusCode() == 200) {
            Files.move(tmp, target, StandardCopyOption.REPLACE_EXISTING);
        } else {
            Files.deleteIfExists(tmp);
        }
    }
}
