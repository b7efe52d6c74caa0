package de.frachtboerse.tariffs;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.apache.http.HttpStatus;
import org.apache.http.client.config.RequestConfig;
import org.apache.http.client.methods.CloseableHttpResponse;
import org.apache.http.client.methods.HttpGet;
import org.apache.http.impl.client.CloseableHttpClient;
import org.apache.http.impl.client.HttpClients;
import org.apache.http.impl.conn.PoolingHttpClientConnectionManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

public class TariffClient implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(TariffClient.class);

    private final ObjectMapper json = new ObjectMapper();
    private final CloseableHttpClient http;
    private final String base;

    public TariffClient(String base) {
        this.base = base;
        PoolingHttpClientConnectionManager cm = new PoolingHttpClientConnectionManager();
        cm.setMaxTotal(40);
        cm.setDefaultMaxPerRoute(20);
        cm.setValidateAfterInactivity(2000);
        this.http = HttpClients.custom()
                .setConnectionManager(cm)
                .setDefaultRequestConfig(RequestConfig.custom()
                        .setConnectTimeout(3000)
                        .setSocketTimeout(7000)
                        .setConnectionRequestTimeout(1500)
                        .build())
                .build();
    }

    /** Empty when the carrier has no tariff for that lane; that's quite normal (about one in three). */
    public Optional<Tariff> lane(String carrier, String from, String to) throws IOException {
        HttpGet get = new HttpGet(base + "/v2/carriers/" + carrier + "/lanes/" + from + "-" + to);
        get.setHeader("Accept", "application/json");

        CloseableHttpResponse resp = http.execute(get);
        int code = resp.getStatusLine().getStatusCode();
        if (code == HttpStatus.SC_NOT_FOUND) {
            log.debug("no lane {}-{} at {}", from, to, carrier);
            return Optional.empty();
        }
        try (InputStream body = resp.getEntity().getContent()) {
            if (code != HttpStatus.SC_OK) {
                throw new IOException("tariff service said " + code);
            }
            return Optional.of(json.readValue(body, Tariff.class));
        } finally {
            resp.close();
        }
    }

    @Override
    public void close() throws IOException {
        http.close();
    }

    public static class Tariff {
        public String currency;
        public long centsPerKm;
        public int minPallets;
    }
}
