package facility.lifts;

import java.io.*;
import java.net.*;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

class ElevatorPoller extends Thread {
    private final String controller;
    private final Map<Integer, String> positions = new ConcurrentHashMap<Integer, String>();

    ElevatorPoller(String controller) {
        super("lift-" + controller);
        this.controller = controller;
    }

    Map<Integer, String> positions() { return positions; }

    @Override public void run() {
        while (!isInterrupted()) {
            Socket c = new Socket();
            try {
                c.connect(new InetSocketAddress(controller, 10001), 3000);
                c.setTcpNoDelay(true);
                c.setSoTimeout(0);
                PrintWriter ask = new PrintWriter(new OutputStreamWriter(c.getOutputStream(), "ISO-8859-1"), false);
                BufferedReader answer = new BufferedReader(new InputStreamReader(c.getInputStream(), "ISO-8859-1"));
                String line;
                do {
                    ask.print("POS?\r");
                    ask.flush();
                    line = answer.readLine();
                    if (line != null) note(line);
                    Thread.sleep(1000);
                } while (line != null);
            } catch (IOException e) {
                System.err.println(getName() + ": " + e);
            } catch (InterruptedException e) {
                return;
            } finally {
                try { c.close(); } catch (IOException e) { /* so be it */ }
            }
            try { Thread.sleep(5000); } catch (InterruptedException e) { return; }
        }
    }

    private void note(String line) {
        String[] p = line.split(";");
        if (p.length == 2) positions.put(Integer.valueOf(p[0]), p[1]);
    }
}
