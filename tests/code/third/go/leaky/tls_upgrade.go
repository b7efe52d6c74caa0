func dialTLS(addr, serverName string, roots *x509.CertPool) (*tls.Conn, error) {
	raw, err := net.DialTimeout("tcp", addr, 5*time.Second)
	if err != nil {
		return nil, err
	}

	if err := raw.SetDeadline(time.Now().Add(10 * time.Second)); err != nil {
		raw.Close()
		return nil, err
	}

	// STARTTLS
	br := bufio.NewReader(raw)
	if _, err := io.WriteString(raw, "STARTTLS\r\n"); err != nil {
		raw.Close()
		return nil, err
	}
	if resp, err := br.ReadString('\n'); err != nil || !strings.HasPrefix(resp, "220") {
		raw.Close()
		return nil, fmt.Errorf("starttls refused: %q %v", resp, err)
	}

	tc := tls.Client(raw, &tls.Config{ServerName: serverName, RootCAs: roots})
	if err := tc.Handshake(); err != nil {
		return nil, fmt.Errorf("tls handshake with %s: %w", addr, err)
	}
	raw.SetDeadline(time.Time{})
	return tc, nil
}
