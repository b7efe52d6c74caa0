package com.billbox;

import java.io.*;
import java.net.HttpURLConnection;
import java.net.URL;
import java.nio.file.*;

class InvoicePdfFetcher {

    /** @return false when the billing system does not know the invoice */
    static boolean download(String invoiceNo, Path to) throws IOException {
        HttpURLConnection con = (HttpURLConnection)
                new URL("https://billing.internal/pdf/" + invoiceNo).openConnection();
        con.setConnectTimeout(3000);
        con.setReadTimeout(15000);
        con.setRequestProperty("Accept", "application/pdf");

        int code = con.getResponseCode();
        if (code >= 400) {
            drain(con.getErrorStream());
            if (code == 404) {
                return false;
            }
            throw new IOException("billing answered " + code);
        }
        try (InputStream in = con.getInputStream()) {
            Files.copy(in, to, StandardCopyOption.REPLACE_EXISTING);
        }
        return true;
    }

    private static void drain(InputStream err) throws IOException {
        if (err == null) {
            return;
        }
        try (InputStream e = err) {
            byte[] junk = new byte[1024];
            while (e.read(junk) > 0) { /* so the connection can be used again */ }
        }
    }
}
