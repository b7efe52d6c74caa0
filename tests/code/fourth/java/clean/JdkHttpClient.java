public class Geo {
    private static final HttpClient CLIENT = HttpClient.newBuilder()
        .connectTimeout(Duration.ofSeconds(2))
        .version(HttpClient.Version.HTTP_2)
        .build();

    sealed interface Result permits Found, Missing { }
    record Found(String country) implements Result { }
    record Missing() implements Result { }

    static Result lookup(String ip) throws IOException, InterruptedException {
        var req = HttpRequest.newBuilder(URI.create("https://geo.internal/v1/" + ip))
            .timeout(Duration.ofSeconds(3))
            .build();
        var resp = CLIENT.send(req, HttpResponse.BodyHandlers.ofString());
        return switch (resp.statusCode()) {
            case 200 -> new Found(resp.body().strip());
            case 404 -> new Missing();
            default -> throw new IOException("geo: " + resp.statusCode());
        };
    }

    static long export(Path to) throws IOException, InterruptedException {
        var req = HttpRequest.newBuilder(URI.create("https://geo.internal/v1/all")).timeout(Duration.ofMinutes(2)).build();
        HttpResponse<InputStream> r = CLIENT.send(req, HttpResponse.BodyHandlers.ofInputStream());
        try (InputStream in = r.body()) {
            if (r.statusCode() != 200) return -1;
            return Files.copy(in, to, StandardCopyOption.REPLACE_EXISTING);
        }
    }
}
