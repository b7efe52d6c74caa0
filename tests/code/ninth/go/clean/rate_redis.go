package rate

import (
	"context"
	"time"

	"github.com/gomodule/redigo/redis"
)

var script = redis.NewScript(1, `
local n = redis.call('INCR', KEYS[1])
if n == 1 then redis.call('PEXPIRE', KEYS[1], ARGV[1]) end
return n`)

type Limiter struct {
	pool   *redis.Pool
	window time.Duration
	max    int
}

func NewLimiter(addr string, max int, window time.Duration) *Limiter {
	p := &redis.Pool{
		MaxIdle:         10,
		MaxActive:       100,
		Wait:            true,
		IdleTimeout:     3 * time.Minute,
		MaxConnLifetime: time.Hour,
		DialContext: func(ctx context.Context) (redis.Conn, error) {
			c, err := redis.DialContext(ctx, "tcp", addr,
				redis.DialConnectTimeout(time.Second),
				redis.DialReadTimeout(500*time.Millisecond),
				redis.DialWriteTimeout(500*time.Millisecond))
			if err != nil {
				return nil, err
			}
			if _, err := c.Do("SELECT", 4); err != nil {
				c.Close()
				return nil, err
			}
			return c, nil
		},
		TestOnBorrow: func(c redis.Conn, t time.Time) error {
			if time.Since(t) < 30*time.Second {
				return nil
			}
			_, err := c.Do("PING")
			return err
		},
	}
	return &Limiter{pool: p, window: window, max: max}
}

// with lends a connection to fn.
func (l *Limiter) with(ctx context.Context, fn func(redis.Conn) error) error {
	c, err := l.pool.GetContext(ctx)
	if err != nil {
		return err
	}
	defer c.Close()
	return fn(c)
}

// Allow counts a request of the API key; redis trouble lets it pass.
func (l *Limiter) Allow(ctx context.Context, key string) (ok bool, err error) {
	ok = true
	err = l.with(ctx, func(c redis.Conn) error {
		n, err := redis.Int(script.Do(c, "rl:"+key, l.window.Milliseconds()))
		if err != nil {
			return err
		}
		ok = n <= l.max
		return nil
	})
	return ok, err
}

func (l *Limiter) Close() error { return l.pool.Close() }
