package logistics.courier;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

public final class CourierApi {
    private static final HttpClient HTTP = HttpClient.newBuilder()
            .connectTimeout(Duration.ofSeconds(4))
            .followRedirects(HttpClient.Redirect.NORMAL)
            .build();

    private final URI base;
    private final Map<String, String> etags = new ConcurrentHashMap<>();

    public CourierApi(URI base) {
        this.base = base;
    }

    /** false: nothing new. */
    public boolean manifest(String day, Path to) throws IOException, InterruptedException {
        HttpRequest.Builder rq = HttpRequest.newBuilder(base.resolve("manifests/" + day)).timeout(Duration.ofSeconds(30));
        String tag = etags.get(day);
        if (tag != null) rq.header("If-None-Match", tag);
        HttpResponse<InputStream> rs = HTTP.send(rq.build(), HttpResponse.BodyHandlers.ofInputStream());
        try (InputStream body = rs.body()) {
            switch (rs.statusCode()) {
                case 200 -> {
                    Files.copy(body, to, StandardCopyOption.REPLACE_EXISTING);
                    rs.headers().firstValue("ETag").ifPresent(t -> etags.put(day, t));
                    return true;
                }
                case 304, 404 -> {
                    return false;
                }
                default -> throw new IOException("courier answered " + rs.statusCode());
            }
        }
    }

    public String status(String parcel) throws IOException, InterruptedException {
        HttpRequest rq = HttpRequest.newBuilder(base.resolve("parcels/" + parcel))
                .timeout(Duration.ofSeconds(8))
                .build();
        HttpResponse<String> rs = HTTP.send(rq, HttpResponse.BodyHandlers.ofString());
        return rs.statusCode() == 200 ? rs.body().strip() : "unknown";
    }
}
