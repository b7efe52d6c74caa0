package canteen;

import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.apache.hc.core5.http.io.entity.StringEntity;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;

import java.io.IOException;
import java.util.List;

public class CanteenOrders implements AutoCloseable {

    private final CloseableHttpClient http;
    private final String kitchen;

    public CanteenOrders(String kitchen) {
        this.kitchen = kitchen;
        PoolingHttpClientConnectionManager cm = new PoolingHttpClientConnectionManager();
        cm.setMaxTotal(10);
        cm.setDefaultMaxPerRoute(10);
        this.http = HttpClients.custom()
                .setConnectionManager(cm)
                .evictIdleConnections(TimeValue.ofSeconds(30))
                .setDefaultRequestConfig(RequestConfig.custom()
                        .setConnectionRequestTimeout(Timeout.ofSeconds(3))
                        .setResponseTimeout(Timeout.ofSeconds(10)).build())
                .build();
    }

    public int place(List<String> meals) throws IOException {
        int placed = 0;
        for (String meal : meals) {
            HttpPost post = new HttpPost(kitchen + "/orders");
            post.setEntity(new StringEntity(meal));
            boolean ok = http.execute(post, rsp -> {
                EntityUtils.consume(rsp.getEntity());
                return rsp.getCode() == 201;
            });
            if (ok) placed++;
        }
        return placed;
    }

    @Override
    public void close() throws IOException {
        http.close();
    }
}
