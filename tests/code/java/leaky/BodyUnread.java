import java.io.IOException;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.ResponseBody;

class BodyUnread {
	private final OkHttpClient http = new OkHttpClient();

	String fetch(String url) throws IOException {
		Response answer = http.newCall(new Request.Builder().url(url).build()).execute();
		ResponseBody content = answer.body();
		if (!answer.isSuccessful())
			throw new IOException(answer.code() + " of " + url); // expect: close-wait-leak
		return content.string();
	}
}
