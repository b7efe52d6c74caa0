package com.bluegrid.billing.tariff;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import org.apache.http.client.config.RequestConfig;
import org.apache.http.client.methods.CloseableHttpResponse;
import org.apache.http.client.methods.HttpGet;
import org.apache.http.impl.client.CloseableHttpClient;
import org.apache.http.impl.client.HttpClients;
import org.springframework.stereotype.Component;

@Component
public class TariffClient {

    private final ObjectMapper mapper;
    private final String baseUrl;
    private final CloseableHttpClient http;

    public TariffClient(ObjectMapper mapper, TariffProperties props) {
        this.mapper = mapper;
        this.baseUrl = props.getBaseUrl();
        RequestConfig rc = RequestConfig.custom()
                .setConnectTimeout(2000)
                .setSocketTimeout(8000)
                .setConnectionRequestTimeout(1000)
                .build();
        this.http = HttpClients.custom()
                .setMaxConnTotal(40)
                .setMaxConnPerRoute(20)
                .setDefaultRequestConfig(rc)
                .build();
    }

    /** @return the tariff or the fallback one when the catalogue does not know the zone */
    public Tariff fetch(String zone) throws IOException {
        HttpGet get = new HttpGet(baseUrl + "/v3/tariffs/" + zone);
        CloseableHttpResponse resp = http.execute(get);
        int code = resp.getStatusLine().getStatusCode();
        if (code != 200) {
            return Tariff.fallback(zone, "catalogue answered " + code);
        }
        try (InputStream body = resp.getEntity().getContent()) {
            return mapper.readValue(body, Tariff.class);
        } finally {
            resp.close();
        }
    }
}
