package com.parcelwise.address;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.apache.http.HttpStatus;
import org.apache.http.client.config.RequestConfig;
import org.apache.http.client.methods.CloseableHttpResponse;
import org.apache.http.client.methods.HttpGet;
import org.apache.http.impl.client.CloseableHttpClient;
import org.apache.http.impl.client.HttpClients;
import org.apache.http.util.EntityUtils;

/**
 * Looks up coordinates for a delivery address. Called ~40/s by the route planner,
 * one client for the whole JVM.
 */
public class GeoLookup {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final CloseableHttpClient http = HttpClients.custom()
            .setMaxConnTotal(50)
            .setMaxConnPerRoute(25)
            .setDefaultRequestConfig(RequestConfig.custom()
                    .setConnectTimeout(1500)
                    .setSocketTimeout(5000)
                    .setConnectionRequestTimeout(2000)
                    .build())
            .build();
    private final String base;

    public GeoLookup(String base) {
        this.base = base;
    }

    /** @return lat/lon or null if the address is not known */
    public double[] locate(String street, String zip) throws IOException {
        HttpGet get = new HttpGet(base + "/v2/search?q="
                + URLEncoder.encode(street + ", " + zip, StandardCharsets.UTF_8));
        CloseableHttpResponse resp = http.execute(get);
        int code = resp.getStatusLine().getStatusCode();
        if (code == HttpStatus.SC_NOT_FOUND) {
            return null;
        }
        try {
            String body = EntityUtils.toString(resp.getEntity(), StandardCharsets.UTF_8);
            if (code != HttpStatus.SC_OK) {
                throw new IOException("geo service said " + code + ": " + body);
            }
            JsonNode hit = JSON.readTree(body).path("hits").path(0);
            return new double[] {hit.path("lat").asDouble(), hit.path("lon").asDouble()};
        } finally {
            resp.close();
        }
    }
}
