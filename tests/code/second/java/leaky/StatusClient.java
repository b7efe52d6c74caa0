package net.example.http;

import java.io.IOException;
import org.apache.http.HttpStatus;
import org.apache.http.client.methods.CloseableHttpResponse;
import org.apache.http.client.methods.HttpGet;
import org.apache.http.impl.client.CloseableHttpClient;
import org.apache.http.impl.client.HttpClients;
import org.apache.http.impl.conn.PoolingHttpClientConnectionManager;
import org.apache.http.util.EntityUtils;

public class StatusClient implements AutoCloseable {
    private final CloseableHttpClient http;
    private final String base;

    public StatusClient(String base) {
        PoolingHttpClientConnectionManager cm = new PoolingHttpClientConnectionManager();
        cm.setMaxTotal(50);
        this.http = HttpClients.custom().setConnectionManager(cm).build();
        this.base = base;
    }

    public String fetch(String id) throws IOException {
        CloseableHttpResponse resp = http.execute(new HttpGet(base + "/status/" + id));
        int code = resp.getStatusLine().getStatusCode();
        if (code == HttpStatus.SC_NO_CONTENT) {
            resp.close();
            return "";
        }
        if (code != HttpStatus.SC_OK) {
            throw new IOException("status " + code + " for " + id);
        }
        try {
            return EntityUtils.toString(resp.getEntity());
        } finally {
            resp.close();
        }
    }

    @Override
    public void close() throws IOException {
        http.close();
    }
}
