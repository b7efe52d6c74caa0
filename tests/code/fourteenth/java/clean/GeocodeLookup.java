class GeocodeLookup {
    private static final Logger L = LoggerFactory.getLogger("geo");
    private final OkHttpClient ok;
    private final HttpUrl base;
    private final Moshi moshi;

    GeocodeLookup(OkHttpClient shared, HttpUrl base, Moshi moshi) {
        // newBuilder() keeps the dispatcher and the connection pool of the shared one
        this.ok = shared.newBuilder().callTimeout(4, TimeUnit.SECONDS).build();
        this.base = base;
        this.moshi = moshi;
    }

    @Nullable
    LatLon find(String street, String zip) {
        HttpUrl url = base.newBuilder()
                .addPathSegment("search")
                .addQueryParameter("street", street)
                .addQueryParameter("zip", zip)
                .build();
        try (Response r = ok.newCall(new Request.Builder().url(url).build()).execute()) {
            if (r.code() == 204) {
                return null;
            }
            if (!r.isSuccessful()) {
                L.warn("geocoder said {} for {}", r.code(), zip);
                return null;
            }
            return moshi.adapter(LatLon.class).fromJson(r.body().source());
        } catch (IOException | JsonDataException e) {
            L.warn("geocoder: {}", e.toString());
            return null;
        }
    }
}
