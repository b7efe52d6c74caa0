package org.kochbuch.imports;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import okhttp3.ConnectionPool;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.ResponseBody;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;

public final class RecipeImporter {

    private final OkHttpClient client = new OkHttpClient.Builder()
            .connectTimeout(Duration.ofSeconds(5))
            .readTimeout(Duration.ofSeconds(15))
            .callTimeout(Duration.ofSeconds(40))
            .connectionPool(new ConnectionPool(10, 2, java.util.concurrent.TimeUnit.MINUTES))
            .build();

    private final RecipeStore store;

    public RecipeImporter(RecipeStore store) {
        this.store = store;
    }

    public List<String> importAll(List<HttpUrl> pages) {
        List<String> problems = new ArrayList<>();
        for (HttpUrl page : pages) {
            try {
                if (!importOne(page)) {
                    problems.add(page + ": no recipe in there");
                }
            } catch (IOException e) {
                problems.add(page + ": " + e.getMessage());
            }
        }
        return problems;
    }

    boolean importOne(HttpUrl page) throws IOException {
        Request req = new Request.Builder()
                .url(page)
                .header("User-Agent", "kochbuch-import/2")
                .build();
        Response rsp = client.newCall(req).execute();
        if (!rsp.isSuccessful()) {
            throw new IOException("HTTP " + rsp.code());
        }
        try (ResponseBody body = rsp.body()) {
            if (body == null || body.contentLength() > 4_000_000) {
                return false;
            }
            Document doc = Jsoup.parse(body.byteStream(), "UTF-8", page.toString());
            String ld = doc.select("script[type=application/ld+json]").html();
            if (!ld.contains("\"Recipe\"")) {
                return false;
            }
            store.save(page.toString(), doc.title(), ld);
            return true;
        }
    }

    public interface RecipeStore {
        void save(String source, String title, String jsonLd);
    }
}
