package ingest

func serveConn(c *net.TCPConn, h Handler) {
	defer c.Close()
	c.SetLinger(0)
	c.SetDeadline(time.Now().Add(30 * time.Second))

	req, err := readRequest(c)
	if err != nil {
		return
	}
	w := bufio.NewWriter(c)
	h.Serve(w, req)
	w.Flush()
}

func Listen(addr *net.TCPAddr, h Handler) error {
	l, err := net.ListenTCP("tcp", addr)
	if err != nil {
		return err
	}
	defer l.Close()
	for {
		c, err := l.AcceptTCP()
		if err != nil {
			if ne, ok := err.(net.Error); ok && ne.Timeout() {
				time.Sleep(20 * time.Millisecond)
				continue
			}
			return err
		}
		go serveConn(c, h)
	}
}
