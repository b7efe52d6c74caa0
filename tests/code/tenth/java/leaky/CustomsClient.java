package eu.frachtwerk.customs;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Optional;
import org.apache.http.HttpStatus;
import org.apache.http.client.config.RequestConfig;
import org.apache.http.client.methods.CloseableHttpResponse;
import org.apache.http.client.methods.HttpGet;
import org.apache.http.impl.client.CloseableHttpClient;
import org.apache.http.impl.client.HttpClients;
import org.apache.http.util.EntityUtils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks up movement reference numbers at the customs office. */
public class CustomsClient implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(CustomsClient.class);

    private final ObjectMapper json = new ObjectMapper();
    private final String base;
    private final CloseableHttpClient http;

    public CustomsClient(String base) {
        this.base = base;
        this.http = HttpClients.custom()
                .setMaxConnTotal(20)
                .setMaxConnPerRoute(10)
                .setDefaultRequestConfig(RequestConfig.custom()
                        .setConnectTimeout(5_000)
                        .setConnectionRequestTimeout(5_000)
                        .setSocketTimeout(20_000)
                        .build())
                .build();
    }

    public Optional<Movement> find(String mrn) throws IOException {
        HttpGet get = new HttpGet(base + "/movements/" + mrn);
        get.addHeader("Accept", "application/json");
        CloseableHttpResponse res = http.execute(get);
        int status = res.getStatusLine().getStatusCode();

        if (status == HttpStatus.SC_NOT_FOUND) {
            log.info("mrn {} unknown to customs", mrn);
            return Optional.empty();
        }
        try {
            if (status != HttpStatus.SC_OK) {
                EntityUtils.consumeQuietly(res.getEntity());
                throw new IOException("customs answered " + status + " for " + mrn);
            }
            return Optional.of(json.readValue(res.getEntity().getContent(), Movement.class));
        } finally {
            res.close();
        }
    }

    @Override
    public void close() throws IOException {
        http.close();
    }

    public static class Movement {
        public String mrn;
        public String state;
        public String office;
    }
}
