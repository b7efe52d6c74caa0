package edge

type Guard struct {
	Banned func(netip.Addr) bool
	Next   func(net.Conn)
}

func (g *Guard) Serve(ln *net.TCPListener) error {
	for {
		c, err := ln.AcceptTCP()
		if err != nil {
			return err
		}
		ap, err := netip.ParseAddrPort(c.RemoteAddr().String())
		if err != nil {
			c.Close()
			continue
		}
		if g.Banned(ap.Addr().Unmap()) {
			c.SetWriteDeadline(time.Now().Add(time.Second))
			io.WriteString(c, "HTTP/1.1 403 Forbidden\r\nContent-Length: 7\r\nConnection: close\r\n\r\nbanned\n")
			c.SetLinger(0)
			c.Close()
			continue
		}
		go g.Next(c)
	}
}
