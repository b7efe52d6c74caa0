package crawler;

import org.apache.http.client.methods.CloseableHttpResponse;
import org.apache.http.client.methods.HttpGet;
import org.apache.http.impl.client.CloseableHttpClient;
import org.apache.http.util.EntityUtils;

import java.io.IOException;

public class UrlExists {

    private final CloseableHttpClient httpClient;   // 20 per route, 5 s timeouts

    public UrlExists(CloseableHttpClient httpClient) {
        this.httpClient = httpClient;
    }

    public String title(String url) throws IOException {
        HttpGet get = new HttpGet(url);
        get.setHeader("User-Agent", "linkcheck/0.4");
        CloseableHttpResponse response = httpClient.execute(get);
        int code = response.getStatusLine().getStatusCode();
        if (code != 200) {
            return null;
        }
        String ct = response.getEntity().getContentType().getValue();
        if (!ct.startsWith("text/html")) {
            get.abort();
            response.close();
            return "(" + ct + ")";
        }
        try {
            String html = EntityUtils.toString(response.getEntity());
            int a = html.indexOf("<title>");
            int b = html.indexOf("</title>");
            return a >= 0 && b > a ? html.substring(a + 7, b).trim() : "";
        } finally {
            response.close();
        }
    }
}
