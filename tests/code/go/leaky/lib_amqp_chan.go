package worker

import amqp "github.com/rabbitmq/amqp091-go"

func Publish(conn *amqp.Connection, q string, body []byte) error {
	ch, err := conn.Channel()
	if err != nil {
		return err
	}
	if _, err := ch.QueueDeclare(q, true, false, false, false, nil); err != nil {
		return err // expect: close-wait-leak
	}
	err = ch.Publish("", q, false, false, amqp.Publishing{Body: body})
	ch.Close()
	return err
}
