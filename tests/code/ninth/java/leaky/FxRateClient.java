package com.tresoro.fx;

import java.io.IOException;
import java.math.BigDecimal;
import org.apache.http.client.config.RequestConfig;
import org.apache.http.client.methods.CloseableHttpResponse;
import org.apache.http.client.methods.HttpGet;
import org.apache.http.impl.client.CloseableHttpClient;
import org.apache.http.impl.client.HttpClients;
import org.apache.http.impl.conn.PoolingHttpClientConnectionManager;
import org.apache.http.util.EntityUtils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

public class FxRateClient implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(FxRateClient.class);

    private final CloseableHttpClient http;
    private final String base;

    public FxRateClient(String base) {
        PoolingHttpClientConnectionManager cm = new PoolingHttpClientConnectionManager();
        cm.setMaxTotal(40);
        cm.setDefaultMaxPerRoute(20);
        RequestConfig cfg = RequestConfig.custom()
                .setConnectTimeout(2000)
                .setSocketTimeout(5000)
                .setConnectionRequestTimeout(1000)
                .build();
        this.http = HttpClients.custom().setConnectionManager(cm).setDefaultRequestConfig(cfg).build();
        this.base = base;
    }

    public BigDecimal rate(String from, String to) throws IOException {
        HttpGet get = new HttpGet(base + "/v2/pair/" + from + "/" + to);
        get.setHeader("Accept", "text/plain");
        CloseableHttpResponse resp = http.execute(get);
        int code = resp.getStatusLine().getStatusCode();
        if (code == 404) {
            log.warn("pair {}/{} isn't quoted by the provider", from, to);
            return null;
        }
        try {
            String text = EntityUtils.toString(resp.getEntity());
            if (code != 200) {
                throw new IOException("provider said " + code + ": " + text);
            }
            return new BigDecimal(text.trim());
        } finally {
            resp.close();
        }
    }

    @Override
    public void close() throws IOException {
        http.close();
    }
}
