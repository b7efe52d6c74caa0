package grpcpool

import (
	"sync"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/keepalive"
)

type entry struct {
	cc   *grpc.ClientConn
	refs int
	last time.Time
}

// Conns shares one ClientConn per shop branch and lets go of those nobody asked for lately.
type Conns struct {
	mu   sync.Mutex
	m    map[string]*entry
	quit chan struct{}
}

func New() *Conns {
	c := &Conns{m: map[string]*entry{}, quit: make(chan struct{})}
	go c.sweep(time.Minute)
	return c
}

// Get returns a connection and the function that gives it back.
func (c *Conns) Get(branch string) (*grpc.ClientConn, func(), error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	e := c.m[branch]
	if e == nil {
		cc, err := grpc.NewClient("dns:///"+branch+".shops.internal:50051",
			grpc.WithTransportCredentials(insecure.NewCredentials()),
			grpc.WithKeepaliveParams(keepalive.ClientParameters{Time: 5 * time.Minute, Timeout: 10 * time.Second}))
		if err != nil {
			return nil, nil, err
		}
		e = &entry{cc: cc}
		c.m[branch] = e
	}
	e.refs++
	var once sync.Once
	return e.cc, func() {
		once.Do(func() {
			c.mu.Lock()
			e.refs--
			e.last = time.Now()
			c.mu.Unlock()
		})
	}, nil
}

func (c *Conns) sweep(every time.Duration) {
	t := time.NewTicker(every)
	defer t.Stop()
	for {
		select {
		case <-c.quit:
			return
		case now := <-t.C:
			var old []*grpc.ClientConn
			c.mu.Lock()
			for b, e := range c.m {
				if e.refs == 0 && now.Sub(e.last) > 10*time.Minute {
					old = append(old, e.cc)
					delete(c.m, b)
				}
			}
			c.mu.Unlock()
			for _, cc := range old {
				cc.Close()
			}
		}
	}
}

func (c *Conns) Close() {
	close(c.quit)
	c.mu.Lock()
	defer c.mu.Unlock()
	for b, e := range c.m {
		e.cc.Close()
		delete(c.m, b)
	}
}
