import java.io.*;
import java.net.*;

class LegacyFtpControl {
    private Socket ctl;
    private BufferedReader in;
    private Writer out;

    boolean login(String host, String user, String pass) throws IOException {
        ctl = new Socket();
        boolean ok = false;
        try {
            ctl.connect(new InetSocketAddress(host, 21), 8000);
            ctl.setSoTimeout(20000);
            in = new BufferedReader(new InputStreamReader(ctl.getInputStream(), "US-ASCII"));
            out = new BufferedWriter(new OutputStreamWriter(ctl.getOutputStream(), "US-ASCII"));
            if (reply() != 220) return false;
            if (cmd("USER " + user) != 331) return false;
            ok = cmd("PASS " + pass) == 230;
            return ok;
        } finally {
            if (!ok) {
                ctl.close();
                ctl = null;
            }
        }
    }

    int cmd(String c) throws IOException {
        out.write(c + "\r\n");
        out.flush();
        return reply();
    }

    private int reply() throws IOException {
        String l;
        do {
            l = in.readLine();
            if (l == null) throw new EOFException("control connection lost");
        } while (l.length() < 4 || l.charAt(3) == '-');
        return Integer.parseInt(l.substring(0, 3));
    }

    void quit() {
        if (ctl == null) return;
        try {
            cmd("QUIT");
        } catch (IOException e) {
            System.err.println("quit: " + e.getMessage());
        } finally {
            try { ctl.close(); } catch (IOException e) { /* whatever */ }
            ctl = null;
        }
    }
}
