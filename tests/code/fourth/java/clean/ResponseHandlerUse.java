import org.apache.http.HttpEntity;
import org.apache.http.client.ResponseHandler;
import org.apache.http.client.config.RequestConfig;
import org.apache.http.client.methods.HttpGet;
import org.apache.http.impl.client.CloseableHttpClient;
import org.apache.http.impl.client.HttpClients;
import org.apache.http.util.EntityUtils;

public class StockClient implements AutoCloseable {

    private final CloseableHttpClient http = HttpClients.custom()
        .setDefaultRequestConfig(RequestConfig.custom()
            .setConnectTimeout(2000).setSocketTimeout(5000).setConnectionRequestTimeout(1000).build())
        .setMaxConnTotal(40).setMaxConnPerRoute(20)
        .evictIdleConnections(30, TimeUnit.SECONDS)
        .build();

    // HttpClient releases the connection itself when a handler is given
    private final ResponseHandler<Integer> handler = response -> {
        int status = response.getStatusLine().getStatusCode();
        if (status == 404) return null;
        if (status != 200) throw new HttpResponseException(status, response.getStatusLine().getReasonPhrase());
        HttpEntity e = response.getEntity();
        return Integer.valueOf(EntityUtils.toString(e).trim());
    };

    public Integer stock(String sku) throws IOException {
        return http.execute(new HttpGet("http://stock.internal/v1/" + sku), handler);
    }

    @Override
    public void close() throws IOException {
        http.close();
    }
}
