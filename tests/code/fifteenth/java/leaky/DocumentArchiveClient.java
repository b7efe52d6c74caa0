package com.lexvault.archive;

import org.apache.http.HttpStatus;
import org.apache.http.client.config.RequestConfig;
import org.apache.http.client.methods.CloseableHttpResponse;
import org.apache.http.client.methods.HttpGet;
import org.apache.http.impl.client.CloseableHttpClient;
import org.apache.http.impl.client.HttpClients;
import org.apache.http.util.EntityUtils;

import java.io.IOException;

public class DocumentArchiveClient {

    private final CloseableHttpClient client;
    private final String root;

    public DocumentArchiveClient(String root) {
        this.root = root;
        RequestConfig rc = RequestConfig.custom()
                .setConnectTimeout(2000)
                .setSocketTimeout(10000)
                .setConnectionRequestTimeout(2000)
                .build();
        this.client = HttpClients.custom()
                .setDefaultRequestConfig(rc)
                .setMaxConnPerRoute(20)
                .setMaxConnTotal(40)
                .build();
    }

    public byte[] fetch(String caseNo, int page) throws IOException {
        HttpGet get = new HttpGet(root + "/cases/" + caseNo + "/pages/" + page);
        CloseableHttpResponse res = client.execute(get);
        int sc = res.getStatusLine().getStatusCode();
        if (sc == HttpStatus.SC_NOT_FOUND) {
            return null;
        }
        try {
            if (sc != HttpStatus.SC_OK) {
                throw new IOException("archive returned " + sc + " for case " + caseNo);
            }
            return EntityUtils.toByteArray(res.getEntity());
        } finally {
            res.close();
        }
    }
}
