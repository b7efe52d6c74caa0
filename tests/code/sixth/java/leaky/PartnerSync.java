package com.acme.partners;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import org.apache.http.client.config.RequestConfig;
import org.apache.http.client.methods.CloseableHttpResponse;
import org.apache.http.client.methods.HttpGet;
import org.apache.http.impl.client.CloseableHttpClient;
import org.apache.http.impl.client.HttpClients;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

public class PartnerSync {
    private static final Logger log = LoggerFactory.getLogger(PartnerSync.class);

    private final ObjectMapper json = new ObjectMapper();
    private final PartnerStore store;
    private final CloseableHttpClient http = HttpClients.custom()
            .setMaxConnPerRoute(4)
            .setMaxConnTotal(40)
            .setDefaultRequestConfig(RequestConfig.custom()
                    .setConnectTimeout(3000)
                    .setSocketTimeout(20000)
                    .setConnectionRequestTimeout(5000)
                    .build())
            .build();

    public PartnerSync(PartnerStore store) {
        this.store = store;
    }

    public boolean pull(Partner p) throws IOException {
        HttpGet get = new HttpGet(p.baseUrl() + "/v3/stock?since=" + p.cursor());
        CloseableHttpResponse rsp = http.execute(get);
        int status = rsp.getStatusLine().getStatusCode();
        if (status == 429 || status == 503) {
            log.info("{} is busy ({}), next round", p.name(), status);
            return false;
        }
        try {
            if (status != 200) {
                throw new IOException(p.name() + " answered " + status);
            }
            JsonNode n = json.readTree(rsp.getEntity().getContent());
            store.apply(p, n.path("items"));
            store.cursor(p, n.path("cursor").asText());
            return true;
        } finally {
            rsp.close();
        }
    }

    public interface PartnerStore {
        void apply(Partner p, JsonNode items);
        void cursor(Partner p, String c);
    }

    public interface Partner {
        String name();
        String baseUrl();
        String cursor();
    }
}
