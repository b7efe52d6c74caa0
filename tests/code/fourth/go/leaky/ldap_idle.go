package directory

type connPool struct {
	mu   sync.Mutex
	free []*ldapConn
	d    net.Dialer
	addr string
}

func newPool(addr string) *connPool {
	return &connPool{
		addr: addr,
		d:    net.Dialer{Timeout: 5 * time.Second, KeepAlive: -1},
	}
}

func (p *connPool) take(ctx context.Context) (*ldapConn, error) {
	p.mu.Lock()
	if n := len(p.free); n > 0 {
		c := p.free[n-1]
		p.free = p.free[:n-1]
		p.mu.Unlock()
		return c, nil
	}
	p.mu.Unlock()
	nc, err := p.d.DialContext(ctx, "tcp", p.addr)
	if err != nil {
		return nil, err
	}
	return newLdapConn(nc), nil
}

func (p *connPool) release(c *ldapConn, err error) {
	if err != nil {
		c.Close()
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.free) >= 16 {
		c.Close()
		return
	}
	p.free = append(p.free, c)
}
