package export

// Push streams a backup archive to the vault in the other region.
func Push(ctx context.Context, vault string, archive string) (int64, error) {
	f, err := os.Open(archive)
	if err != nil {
		return 0, err
	}
	defer f.Close()

	var d net.Dialer
	nc, err := d.DialContext(ctx, "tcp", vault)
	if err != nil {
		return 0, err
	}
	defer nc.Close()
	tc := nc.(*net.TCPConn)
	tc.SetKeepAlivePeriod(20 * time.Second)
	// keep memory in check on the small nodes
	if err := tc.SetWriteBuffer(4096); err != nil {
		return 0, err
	}

	stop := context.AfterFunc(ctx, func() { tc.SetDeadline(time.Unix(1, 0)) })
	defer stop()

	n, err := io.Copy(tc, f)
	if err != nil {
		return n, fmt.Errorf("push %s after %d bytes: %w", archive, n, err)
	}
	if err := tc.CloseWrite(); err != nil {
		return n, err
	}
	_, err = io.Copy(io.Discard, tc)
	return n, err
}
