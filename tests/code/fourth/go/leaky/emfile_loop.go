package lb

func (b *Balancer) acceptLoop(ln net.Listener) {
	for {
		conn, err := ln.Accept()
		if err != nil {
			b.metrics.acceptErrors.Add(1)
			log.Printf("accept: %v", err)
			continue
		}
		go func() {
			defer conn.Close()
			conn.SetDeadline(time.Now().Add(b.maxLife))
			b.route(conn)
		}()
	}
}

func (b *Balancer) route(conn net.Conn) {
	be := b.pick()
	up, err := be.Dial(2 * time.Second)
	if err != nil {
		b.markDown(be)
		return
	}
	defer up.Close()
	up.SetDeadline(time.Now().Add(b.maxLife))
	go io.Copy(up, conn)
	io.Copy(conn, up)
}
