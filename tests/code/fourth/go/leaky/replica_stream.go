func (r *Replicator) connect() (net.Conn, error) {
	c, err := net.DialTimeout("tcp", r.peer, r.timeout)
	if err != nil {
		return nil, err
	}
	t := c.(*net.TCPConn)
	t.SetKeepAlive(true)
	t.SetKeepAlivePeriod(20 * time.Second)
	if err := t.SetWriteBuffer(16 << 10); err != nil {
		t.Close()
		return nil, err
	}
	return t, nil
}

func (r *Replicator) ship(seg *os.File) error {
	c, err := r.connect()
	if err != nil {
		return err
	}
	defer c.Close()
	_, err = io.Copy(deadlineWriter{c, time.Minute}, seg)
	return err
}
