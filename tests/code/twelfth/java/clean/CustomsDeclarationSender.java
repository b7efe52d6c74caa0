package com.spedition.zoll;

import org.apache.http.HttpEntity;
import org.apache.http.client.config.RequestConfig;
import org.apache.http.client.methods.CloseableHttpResponse;
import org.apache.http.client.methods.HttpPost;
import org.apache.http.entity.ContentType;
import org.apache.http.entity.StringEntity;
import org.apache.http.impl.client.CloseableHttpClient;
import org.apache.http.impl.client.HttpClients;
import org.apache.http.impl.conn.PoolingHttpClientConnectionManager;
import org.apache.http.util.EntityUtils;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Schickt Ausfuhranmeldungen an das ATLAS-Gateway.
 * Ein Client fuer die ganze Anwendung, siehe ZOLL-212.
 */
public class CustomsDeclarationSender implements AutoCloseable {

    private final CloseableHttpClient client;
    private final String endpoint;

    public CustomsDeclarationSender(String endpoint) {
        this.endpoint = endpoint;
        PoolingHttpClientConnectionManager cm = new PoolingHttpClientConnectionManager();
        cm.setMaxTotal(20);
        cm.setDefaultMaxPerRoute(10);
        cm.setValidateAfterInactivity(2000);
        this.client = HttpClients.custom()
                .setConnectionManager(cm)
                .evictIdleConnections(30, TimeUnit.SECONDS)
                .setDefaultRequestConfig(RequestConfig.custom()
                        .setConnectTimeout(3000)
                        .setConnectionRequestTimeout(2000)
                        .setSocketTimeout(20000)
                        .build())
                .build();
    }

    public String send(String xml) throws IOException {
        HttpPost post = new HttpPost(endpoint);
        post.setEntity(new StringEntity(xml, ContentType.APPLICATION_XML));
        CloseableHttpResponse response = client.execute(post);
        try {
            int status = response.getStatusLine().getStatusCode();
            HttpEntity entity = response.getEntity();
            if (status == 202) {
                return EntityUtils.toString(entity).trim();
            }
            EntityUtils.consumeQuietly(entity);
            throw new IOException("ATLAS: Status " + status);
        } finally {
            response.close();
        }
    }

    public int sendAll(List<String> declarations) {
        int ok = 0;
        for (String d : declarations) {
            try {
                System.out.println("MRN " + send(d));
                ok++;
            } catch (IOException e) {
                System.err.println("Anmeldung nicht angenommen: " + e.getMessage());
            }
        }
        return ok;
    }

    @Override
    public void close() throws IOException {
        client.close();
    }
}
