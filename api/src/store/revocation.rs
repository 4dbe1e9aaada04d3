//! Revoked access tokens: written, listed, and forgotten when they have ended anyway.

use entities::token_revocation::{self, Column, Entity};
use federation::authority::{Reach, RevokeToken, TokenRevocation};
use sea_orm::sea_query::OnConflict;
use sea_orm::{EntityTrait, ModelTrait as _, QueryOrder};

use super::{Store, StoreError, Tx};

impl Store {
    /// Every revocation, the latest first: what tokens are looked up in. For the authentication of
    /// callers, and for whoever may revoke.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails, or a stored row means nothing.
    pub async fn token_revocations(&self) -> Result<Vec<TokenRevocation>, StoreError> {
        let rows = Entity::find()
            .order_by_desc(Column::RevokedAt)
            .order_by_asc(Column::Name)
            .all(&self.reading(&Reach::of_the_computation()).await?)
            .await?;
        let revocations: Result<_, _> = rows.into_iter().map(TryInto::try_into).collect();
        Ok(revocations?)
    }
}

impl Tx<'_, RevokeToken> {
    /// Notes a revocation. What is known of the same token or subject is replaced, unless it reaches
    /// as far already: nothing becomes valid again. What was there, or is there now, is returned.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails, or a stored row means nothing.
    pub async fn save_revocation(
        &self,
        revocation: &TokenRevocation,
    ) -> Result<TokenRevocation, StoreError> {
        let key = token_revocation::key(revocation);
        if let Some(row) = Entity::find_by_id(key).one(self.transaction()).await? {
            let known = TokenRevocation::try_from(row)?;
            if known.tokens.reach_as_far_as(&revocation.tokens) {
                return Ok(known);
            }
        }
        let replaced = [
            Column::IssuedUntilSecond,
            Column::Reason,
            Column::RevokedAt,
            Column::RevokedBy,
        ];
        let conflict = OnConflict::columns([Column::Issuer, Column::Sort, Column::Name])
            .update_columns(replaced)
            .to_owned();
        Entity::insert(token_revocation::lower(revocation))
            .on_conflict(conflict)
            .exec_without_returning(self.transaction())
            .await?;
        Ok(revocation.clone())
    }

    /// Forgets the revocations of which `ended` says that every token they cover has ended.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails, or a stored row means nothing.
    pub async fn purge_revocations(
        &self,
        ended: impl Fn(&TokenRevocation) -> bool,
    ) -> Result<(), StoreError> {
        for row in Entity::find().all(self.transaction()).await? {
            if ended(&row.clone().try_into()?) {
                row.delete(self.transaction()).await?;
            }
        }
        Ok(())
    }
}
