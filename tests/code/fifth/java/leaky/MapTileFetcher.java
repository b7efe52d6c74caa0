package maps.backend;

import java.io.IOException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import okhttp3.ConnectionPool;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;

/** Fetches raster tiles from the tile service and revalidates the ones we have. */
public final class MapTileFetcher {

  private static final class Tile {
    final String etag;
    final byte[] png;

    Tile(String etag, byte[] png) {
      this.etag = etag;
      this.png = png;
    }
  }

  private final OkHttpClient http = new OkHttpClient.Builder()
      .connectTimeout(2, TimeUnit.SECONDS)
      .readTimeout(5, TimeUnit.SECONDS)
      .connectionPool(new ConnectionPool(16, 1, TimeUnit.MINUTES))
      .build();
  private final ConcurrentMap<String, Tile> memory = new ConcurrentHashMap<>();
  private final HttpUrl base;

  public MapTileFetcher(String base) {
    this.base = HttpUrl.get(base);
  }

  public byte[] tile(int z, int x, int y) throws IOException {
    String key = z + "/" + x + "/" + y;
    Tile known = memory.get(key);
    Request.Builder rb = new Request.Builder().url(base.resolve(key + ".png"));
    if (known != null) {
      rb.header("If-None-Match", known.etag);
    }
    Response resp = http.newCall(rb.build()).execute();
    if (resp.code() == 304 && known != null) {
      resp.close();
      return known.png;
    }
    if (resp.code() == 404) {
      memory.remove(key);
      throw new IOException("no such tile " + key);
    }
    try (resp) {
      if (!resp.isSuccessful()) {
        throw new IOException(key + ": " + resp.code());
      }
      byte[] png = resp.body().bytes();
      String etag = resp.header("ETag");
      if (etag != null && memory.size() < 20_000) {
        memory.put(key, new Tile(etag, png));
      }
      return png;
    }
  }

  public void stop() {
    http.dispatcher().executorService().shutdown();
    http.connectionPool().evictAll();
  }
}
