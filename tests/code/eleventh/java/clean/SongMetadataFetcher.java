package fm.needle.catalog;

import org.apache.http.HttpEntity;
import org.apache.http.client.config.RequestConfig;
import org.apache.http.client.methods.CloseableHttpResponse;
import org.apache.http.client.methods.HttpGet;
import org.apache.http.impl.client.CloseableHttpClient;
import org.apache.http.impl.client.HttpClientBuilder;
import org.apache.http.impl.conn.PoolingHttpClientConnectionManager;
import org.apache.http.util.EntityUtils;

import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

public class SongMetadataFetcher implements Closeable {

    private final CloseableHttpClient http;

    public SongMetadataFetcher() {
        PoolingHttpClientConnectionManager cm = new PoolingHttpClientConnectionManager(50, TimeUnit.SECONDS);
        cm.setMaxTotal(20);
        cm.setDefaultMaxPerRoute(10);
        cm.setValidateAfterInactivity(2000);
        http = HttpClientBuilder.create()
                .setConnectionManager(cm)
                .evictIdleConnections(30, TimeUnit.SECONDS)
                .setDefaultRequestConfig(RequestConfig.custom()
                        .setConnectTimeout(2000)
                        .setSocketTimeout(6000)
                        .setConnectionRequestTimeout(1500)
                        .build())
                .build();
    }

    public Optional<String> byIsrc(String isrc) throws IOException {
        HttpGet get = new HttpGet("https://meta.needle.example/isrc/" + isrc);
        try (CloseableHttpResponse resp = http.execute(get)) {
            HttpEntity entity = resp.getEntity();
            int code = resp.getStatusLine().getStatusCode();
            if (code == 404) {
                EntityUtils.consumeQuietly(entity);
                return Optional.empty();
            }
            String text = entity == null ? "" : EntityUtils.toString(entity, StandardCharsets.UTF_8);
            if (code != 200) {
                throw new IOException("isrc " + isrc + " -> " + code + " " + text);
            }
            return Optional.of(text);
        }
    }

    @Override
    public void close() throws IOException {
        http.close();
    }
}
