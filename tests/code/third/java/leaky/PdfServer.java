package pdf;

import java.io.*;
import java.net.*;

public class PdfServer {
	public static void main(String[] args) throws Exception {
		int port = Integer.parseInt(args[0]);
		Renderer renderer = new Renderer(new File(args[1]));
		ServerSocket ss = new ServerSocket(port, 2);
		System.out.println("listening on " + port);
		for (;;) {
			try (Socket s = ss.accept()) {
				s.setSoTimeout(15000);
				DataInputStream in = new DataInputStream(new BufferedInputStream(s.getInputStream()));
				byte[] html = new byte[in.readInt()];
				in.readFully(html);
				// a large invoice takes up to 20 seconds
				byte[] pdf = renderer.render(html);
				DataOutputStream out = new DataOutputStream(new BufferedOutputStream(s.getOutputStream()));
				out.writeInt(pdf.length);
				out.write(pdf);
				out.flush();
			} catch (IOException e) {
				System.err.println(e);
			}
		}
	}
}
