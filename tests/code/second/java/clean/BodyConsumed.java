package net.example.ok;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;

public class BodyConsumed {
    private final OkHttpClient http = new OkHttpClient();

    public String get(String url) throws IOException {
        Request r = new Request.Builder().url(url).build();
        try (Response resp = http.newCall(r).execute()) {
            if (!resp.isSuccessful()) {
                throw new IOException("status " + resp.code());
            }
            return resp.body() == null ? "" : resp.body().string();
        }
    }

    public int code(String url) throws IOException {
        HttpURLConnection c = (HttpURLConnection) URI.create(url).toURL().openConnection();
        c.setConnectTimeout(2000);
        c.setReadTimeout(5000);
        try {
            int code = c.getResponseCode();
            try (InputStream in = code < 400 ? c.getInputStream() : c.getErrorStream()) {
                if (in != null) {
                    System.out.println(new String(in.readAllBytes(), StandardCharsets.UTF_8).length());
                }
            }
            return code;
        } finally {
            c.disconnect();
        }
    }
}
