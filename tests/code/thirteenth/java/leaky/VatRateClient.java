package com.northbooks.tax;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.apache.http.client.config.RequestConfig;
import org.apache.http.client.methods.CloseableHttpResponse;
import org.apache.http.client.methods.HttpGet;
import org.apache.http.impl.client.CloseableHttpClient;
import org.apache.http.impl.client.HttpClients;
import org.apache.http.util.EntityUtils;

import java.io.IOException;
import java.math.BigDecimal;
import java.util.Optional;

public class VatRateClient {
    private final ObjectMapper mapper = new ObjectMapper();
    private final String base;
    private final CloseableHttpClient http;

    public VatRateClient(String base) {
        this.base = base;
        this.http = HttpClients.custom()
                .setMaxConnTotal(20)
                .setMaxConnPerRoute(20)
                .setDefaultRequestConfig(RequestConfig.custom()
                        .setConnectTimeout(2000).setSocketTimeout(5000)
                        .setConnectionRequestTimeout(2000).build())
                .build();
    }

    /** @return the standard rate, or empty when the authority has none on file */
    public Optional<BigDecimal> standardRate(String country) throws IOException {
        HttpGet get = new HttpGet(base + "/rates/" + country);
        get.setHeader("Accept", "application/json");
        CloseableHttpResponse response = http.execute(get);
        int status = response.getStatusLine().getStatusCode();
        if (status != 200) {
            // 404 is common: overseas territories
            return Optional.empty();
        }
        try {
            String json = EntityUtils.toString(response.getEntity(), "UTF-8");
            return Optional.of(new BigDecimal(mapper.readTree(json).path("standard").asText()));
        } finally {
            response.close();
        }
    }
}
