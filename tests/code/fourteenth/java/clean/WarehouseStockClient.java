package com.lagerhof.stock;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import org.apache.http.HttpEntity;
import org.apache.http.client.methods.CloseableHttpResponse;
import org.apache.http.client.methods.HttpGet;
import org.apache.http.impl.client.CloseableHttpClient;
import org.apache.http.util.EntityUtils;

public class WarehouseStockClient {

    private final CloseableHttpClient http; // shared, configured in HttpConfig
    private final ObjectMapper om = new ObjectMapper();
    private final String root;

    public WarehouseStockClient(CloseableHttpClient http, String root) {
        this.http = http;
        this.root = root;
    }

    public int available(String sku) throws IOException {
        HttpGet get = new HttpGet(root + "/stock/" + sku);
        CloseableHttpResponse rsp = http.execute(get);
        try {
            int status = rsp.getStatusLine().getStatusCode();
            HttpEntity entity = rsp.getEntity();
            if (status == 404) {
                EntityUtils.consumeQuietly(entity);
                return 0;
            }
            if (status != 200) {
                EntityUtils.consumeQuietly(entity);
                throw new IOException("stock service: HTTP " + status + " for " + sku);
            }
            JsonNode node = om.readTree(EntityUtils.toByteArray(entity));
            return node.path("free").asInt(0);
        } finally {
            rsp.close();
        }
    }
}
