package nntp.feed;

import java.io.*;
import java.net.*;

/*
 * IHAVE feeder, running since 2004. Please keep it compiling on old JVMs.
 */
public class NewsSubmission {

    private Socket sock;
    private BufferedReader in;
    private PrintWriter out;

    public NewsSubmission(String peer) throws IOException {
        sock = new Socket();
        try {
            sock.connect(new InetSocketAddress(peer, 119), 10000);
            sock.setTcpNoDelay(true);
            sock.setSoTimeout(60000);
            in = new BufferedReader(new InputStreamReader(sock.getInputStream(), "ISO-8859-1"));
            out = new PrintWriter(new BufferedWriter(new OutputStreamWriter(sock.getOutputStream(), "ISO-8859-1")));
            int greeting = code(in.readLine());
            if (greeting != 200) {
                throw new IOException("peer does not take articles: " + greeting);
            }
        } catch (IOException e) {
            sock.close();
            throw e;
        }
    }

    public boolean offer(String msgId, File article) throws IOException {
        out.print("IHAVE " + msgId + "\r\n");
        out.flush();
        int c = code(in.readLine());
        if (c == 435) return false;
        if (c != 335) throw new IOException("IHAVE answered with " + c);
        BufferedReader r = new BufferedReader(new InputStreamReader(new FileInputStream(article), "ISO-8859-1"));
        try {
            String l;
            while ((l = r.readLine()) != null) {
                if (l.startsWith(".")) out.print('.');
                out.print(l);
                out.print("\r\n");
            }
        } finally {
            r.close();
        }
        out.print(".\r\n");
        out.flush();
        return code(in.readLine()) == 235;
    }

    private int code(String line) throws IOException {
        if (line == null) throw new EOFException("peer closed the feed");
        if (!line.matches("[0-9]{3}.*")) throw new IOException("no NNTP status: " + line);
        return Integer.parseInt(line.substring(0, 3));
    }

    public void quit() {
        try {
            out.print("QUIT\r\n");
            out.flush();
            in.readLine();
        } catch (IOException e) {
            System.err.println("quit: " + e);
        } finally {
            try { sock.close(); } catch (IOException e) { }
        }
    }
}
