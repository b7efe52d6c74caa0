package presence

import (
	"errors"
	"fmt"
	"time"

	"github.com/gomodule/redigo/redis"
)

// Who is online: one sorted set per guild, score = last heartbeat.

var ErrGuildClosed = errors.New("guild closed")

type Store struct {
	pool *redis.Pool
}

func New(addr string) *Store {
	return &Store{pool: &redis.Pool{
		MaxIdle:     10,
		MaxActive:   100,
		Wait:        true,
		IdleTimeout: 4 * time.Minute,
		Dial: func() (redis.Conn, error) {
			return redis.Dial("tcp", addr,
				redis.DialConnectTimeout(2*time.Second),
				redis.DialReadTimeout(2*time.Second),
				redis.DialWriteTimeout(2*time.Second))
		},
		TestOnBorrow: func(c redis.Conn, t time.Time) error {
			if time.Since(t) < time.Minute {
				return nil
			}
			_, err := c.Do("PING")
			return err
		},
	}}
}

func (s *Store) Heartbeat(guild, player int64) error {
	c := s.pool.Get()
	closed, err := redis.Bool(c.Do("SISMEMBER", "guilds:closed", guild))
	if err != nil {
		c.Close()
		return fmt.Errorf("heartbeat %d: %w", player, err)
	}
	if closed {
		return ErrGuildClosed
	}
	_, err = c.Do("ZADD", fmt.Sprintf("guild:%d", guild), time.Now().Unix(), player)
	c.Close()
	return err
}

func (s *Store) Online(guild int64) ([]int64, error) {
	c := s.pool.Get()
	defer c.Close()
	since := time.Now().Add(-90 * time.Second).Unix()
	return redis.Int64s(c.Do("ZRANGEBYSCORE", fmt.Sprintf("guild:%d", guild), since, "+inf"))
}

func (s *Store) Sweep(guilds []int64) error {
	c := s.pool.Get()
	defer c.Close()
	limit := time.Now().Add(-time.Hour).Unix()
	for _, g := range guilds {
		if err := c.Send("ZREMRANGEBYSCORE", fmt.Sprintf("guild:%d", g), "-inf", limit); err != nil {
			return err
		}
	}
	if err := c.Flush(); err != nil {
		return err
	}
	for range guilds {
		if _, err := c.Receive(); err != nil {
			return err
		}
	}
	return nil
}
