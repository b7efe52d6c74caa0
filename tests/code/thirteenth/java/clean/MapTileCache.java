package hiking.tiles;

import okhttp3.*;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

class MapTileCache {

    private final OkHttpClient http;
    private final Path root;

    MapTileCache(Path root) {
        this.root = root;
        this.http = new OkHttpClient.Builder()
                .connectionPool(new ConnectionPool(8, 2, TimeUnit.MINUTES))
                .connectTimeout(3, TimeUnit.SECONDS)
                .readTimeout(10, TimeUnit.SECONDS)
                .build();
    }

    byte[] tile(int z, int x, int y) throws IOException {
        Path f = root.resolve(z + "/" + x + "/" + y + ".pbf");
        if (Files.exists(f)) return Files.readAllBytes(f);

        Request rq = new Request.Builder().url("https://tiles.example.org/v3/" + z + "/" + x + "/" + y).build();
        try (Response rsp = http.newCall(rq).execute()) {
            if (rsp.code() == 204) return new byte[0];
            if (!rsp.isSuccessful()) throw new IOException("tile server: " + rsp.code());
            byte[] b = rsp.body().bytes();
            Files.createDirectories(f.getParent());
            Files.write(f, b);
            return b;
        }
    }

    void prefetch(int z, int x, int y) {
        Request rq = new Request.Builder().url("https://tiles.example.org/v3/" + z + "/" + x + "/" + y).build();
        http.newCall(rq).enqueue(new Callback() {
            @Override public void onFailure(Call call, IOException e) {
                System.err.println("prefetch " + z + "/" + x + "/" + y + ": " + e.getMessage());
            }

            @Override public void onResponse(Call call, Response response) throws IOException {
                try (ResponseBody body = response.body()) {
                    if (!response.isSuccessful()) return;
                    Path f = root.resolve(z + "/" + x + "/" + y + ".pbf");
                    Files.createDirectories(f.getParent());
                    Files.write(f, body.bytes());
                }
            }
        });
    }
}
