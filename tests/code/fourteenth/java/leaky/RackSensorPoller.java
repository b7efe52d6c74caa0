package com.nordhall.dcim.sensors;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.OptionalDouble;
import java.util.logging.Logger;

/** Reads the inlet temperature from the Raritan-style probes in each rack row. */
public class RackSensorPoller {
    private static final Logger LOG = Logger.getLogger("dcim.poller");
    private static final int PORT = 7011;

    public OptionalDouble readInlet(String rackHost) {
        Socket s = new Socket();
        try {
            s.connect(new InetSocketAddress(rackHost, PORT), 3000);
            s.setSoTimeout(5000);
            BufferedReader in = new BufferedReader(
                    new InputStreamReader(s.getInputStream(), StandardCharsets.US_ASCII));
            String banner = in.readLine();
            if (banner == null || !banner.startsWith("PROBE/2")) {
                LOG.warning("rack " + rackHost + ": firmware too old, banner=" + banner);
                return OptionalDouble.empty();
            }
            OutputStream out = s.getOutputStream();
            out.write("GET inlet\n".getBytes(StandardCharsets.US_ASCII));
            out.flush();
            String line = in.readLine();
            double value = line == null ? Double.NaN : Double.parseDouble(line.trim());
            s.close();
            return Double.isNaN(value) ? OptionalDouble.empty() : OptionalDouble.of(value);
        } catch (IOException | NumberFormatException e) {
            LOG.warning("rack " + rackHost + ": " + e.getMessage());
            try {
                s.close();
            } catch (IOException ignored) {
                // nothing more we can do here
            }
            return OptionalDouble.empty();
        }
    }
}
