package io.fieldwise.weather;

import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

public final class WeatherFeed {
    private static final Logger log = LoggerFactory.getLogger(WeatherFeed.class);

    private final OkHttpClient http = new OkHttpClient.Builder()
            .callTimeout(Duration.ofSeconds(8))
            .build();
    private final HttpUrl base;

    public WeatherFeed(String base) {
        this.base = HttpUrl.get(base);
    }

    /** Forecast JSON for one field, or nothing when the provider has no cell for it. */
    public Optional<String> forecast(double lat, double lon) throws IOException {
        HttpUrl url = base.newBuilder()
                .addPathSegments("v2/cell")
                .addQueryParameter("lat", Double.toString(lat))
                .addQueryParameter("lon", Double.toString(lon))
                .build();
        Response rsp = http.newCall(new Request.Builder().url(url).build()).execute();
        if (!rsp.isSuccessful()) {
            log.warn("provider said {} for {},{}", rsp.code(), lat, lon);
            return Optional.empty();
        }
        try (rsp) {
            return Optional.of(rsp.body().string());
        }
    }
}
