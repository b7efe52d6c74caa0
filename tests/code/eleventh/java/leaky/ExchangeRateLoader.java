package eu.kontor.fx;

import java.io.IOException;
import java.io.InputStream;
import java.time.LocalDate;
import java.util.Collections;
import java.util.Map;

import org.apache.http.HttpStatus;
import org.apache.http.client.config.RequestConfig;
import org.apache.http.client.methods.CloseableHttpResponse;
import org.apache.http.client.methods.HttpGet;
import org.apache.http.impl.client.CloseableHttpClient;
import org.apache.http.impl.client.HttpClients;
import org.apache.log4j.Logger;

public class ExchangeRateLoader {

    private static final Logger LOGGER = Logger.getLogger(ExchangeRateLoader.class);

    private final CloseableHttpClient httpClient;
    private final RateParser parser;
    private final String baseUrl;

    public ExchangeRateLoader(String baseUrl, RateParser parser) {
        this.baseUrl = baseUrl;
        this.parser = parser;
        RequestConfig config = RequestConfig.custom()
                .setConnectTimeout(3000)
                .setConnectionRequestTimeout(2000)
                .setSocketTimeout(10000)
                .build();
        this.httpClient = HttpClients.custom()
                .setDefaultRequestConfig(config)
                .setMaxConnPerRoute(5)
                .setMaxConnTotal(5)
                .build();
    }

    /**
     * Reference rates of a day. No rates are published on TARGET holidays, so a
     * missing day is not an error.
     */
    public Map<String, Double> load(LocalDate day) throws IOException {
        HttpGet get = new HttpGet(baseUrl + "/eurofxref-" + day + ".xml");
        CloseableHttpResponse response = httpClient.execute(get);

        int status = response.getStatusLine().getStatusCode();
        if (status != HttpStatus.SC_OK) {
            LOGGER.info("no rates for " + day + " (HTTP " + status + ")");
            return Collections.emptyMap();
        }

        try (InputStream body = response.getEntity().getContent()) {
            return parser.parse(body);
        } finally {
            response.close();
        }
    }

    public void shutdown() throws IOException {
        httpClient.close();
    }
}
