package presence

import (
	"context"
	"time"

	"github.com/gomodule/redigo/redis"
	"github.com/jackc/pgx/v5/pgxpool"
	amqp "github.com/rabbitmq/amqp091-go"
)

type S struct {
	pool *redis.Pool
	pg   *pgxpool.Pool
}

func (s *S) Beat(id string) error {
	c := s.pool.Get()
	defer c.Close()
	_, err := c.Do("SETEX", id, 60, "1")
	return err
}

func (s *S) Load(ctx context.Context, id int64) (name string, err error) {
	conn, err := s.pg.Acquire(ctx)
	if err != nil {
		return "", err
	}
	defer conn.Release()
	err = conn.QueryRow(ctx, "select name from u where id=$1", id).Scan(&name)
	return
}

func (s *S) All(ctx context.Context) error {
	rows, err := s.pg.Query(ctx, "select 1")
	if err != nil {
		return err
	}
	for rows.Next() {
		_ = rows.Scan()
	}
	return rows.Err()
}

func Consume(ctx context.Context, url string, handle func([]byte) error) error {
	conn, err := amqp.DialConfig(url, amqp.Config{Heartbeat: 10 * time.Second})
	if err != nil {
		return err
	}
	defer conn.Close()
	ch, err := conn.Channel()
	if err != nil {
		return err
	}
	msgs, err := ch.Consume("q", "", false, false, false, false, nil)
	if err != nil {
		return err
	}
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case m, ok := <-msgs:
			if !ok {
				return amqp.ErrClosed
			}
			if err := handle(m.Body); err != nil {
				m.Nack(false, true)
				continue
			}
			m.Ack(false)
		}
	}
}
